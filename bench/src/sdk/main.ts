import { hotPaths } from "./hot-paths.ts";
console.log(hotPaths());
