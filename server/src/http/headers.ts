import { secureHeaders } from "hono/secure-headers";

/**
 * The headers of every answer. Scripts come from this server only, and none are inline. Styles may be inline, because
 * Mantine (the admin UI's components) writes style elements and attributes at run time.
 */
export const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", "data:"],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: "DENY",
  referrerPolicy: "no-referrer",
  // Whoever ends TLS in front of this server decides about HTTPS for the whole domain.
  strictTransportSecurity: false,
});
