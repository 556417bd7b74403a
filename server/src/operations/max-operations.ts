/** Of one change: what is done as one is judged as one, in one transaction. */
export const MAX_OPERATIONS = 200;
