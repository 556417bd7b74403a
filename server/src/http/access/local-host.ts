const LOCAL = /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine, where browsers keep `Secure` cookies over plain HTTP not all alike. */
export const isLocalHost = (host: string | undefined) => host !== undefined && LOCAL.test(host);
