// The real OpenID provider of the server's own tests.
export { startProvider, type TestProvider } from "../../../server/src/http/routes/oidc-provider.case.ts";
