export { isAtLeast as atLeast } from "../storage/authority.ts";
