import { createContext, useContext } from "react";
import type { Flag } from "../api/types.ts";

/** Asks for the one confirmation. */
export type OpenKill = (flag: Flag, environment: string) => void;

export const KillContext = createContext<OpenKill>(() => {});

export const useKill = () => useContext(KillContext);
