/** The flag that this shop asks for: a boolean, visible to browsers. */
export const FLAG = "new-checkout";
