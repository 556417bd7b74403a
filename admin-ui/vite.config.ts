import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.SWITCHYARD_URL ?? "http://localhost:4000";

export default defineConfig({
  plugins: [react()],
  // The server answers under a policy that allows nothing inline, so no asset may become a data: URL.
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { "/api": { target: server, ws: true } } },
});
