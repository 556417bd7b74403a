import { z } from "@hono/zod-openapi";

// Where the API's resources are, and the parameters in these paths.

export const PROJECTS = "/api/v1/projects";
export const PROJECT = `${PROJECTS}/{project}` as const;
export const ENVIRONMENTS = `${PROJECT}/environments` as const;
export const ENVIRONMENT = `${ENVIRONMENTS}/{environment}` as const;
export const FLAGS = `${PROJECT}/flags` as const;
export const FLAG = `${FLAGS}/{flag}` as const;
export const UNKNOWN_FLAGS = `${ENVIRONMENT}/unknown-flags` as const;
export const CONFIGURATION = `${ENVIRONMENT}/flags/{flag}` as const;

const key = z.string();

export const inProject = z.object({ project: key });
export const inEnvironment = z.object({ project: key, environment: key });
export const ofFlag = z.object({ project: key, flag: key });
export const ofConfiguration = z.object({ project: key, environment: key, flag: key });
