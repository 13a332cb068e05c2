import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    // The policy of the page allows no data: fonts, and a small file is small anyway.
    assetsInlineLimit: 0,
    // Says which files the first page needs; build/pack.mjs weighs them.
    manifest: true,
    // The preload helper would be an inline script.
    modulePreload: { polyfill: false },
  },
  server: {
    // A silo run by hand answers the API while pages are written.
    proxy: Object.fromEntries(["/v1", "/openapi", "/docs", "/healthz"].map((path) => [path, "http://127.0.0.1:5080"])),
  },
});
