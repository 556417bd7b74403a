import "./ui/valid-language.ts";
import "./ui/mantine.css";
import "./ui/app.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueries } from "./api/query-client.ts";
import { makeRouter } from "./router.tsx";
import { cssVariables, theme } from "./ui/theme.ts";
import { Toasts } from "./ui/toasts.tsx";

const queries = makeQueries();
const router = makeRouter(queries);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Toasts />
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  </StrictMode>,
);
