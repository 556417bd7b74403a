/** The right to do a piece of work that only one node may do, for a time. The fence is greater than that of every holder before. */
export interface Lease {
  name: string;
  fence: number;
}
