import { createClient } from "@switchyard/sdk-browser";
import { FlagsProvider } from "@switchyard/sdk-browser/react";
import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";
import { App } from "./app.mjs";

const { url, clientKey, context, bootstrap } = JSON.parse(document.querySelector("#flags").textContent);
const client = createClient({ url, clientKey, context, bootstrap });

const app = createElement(FlagsProvider, { client, bootstrap, context }, createElement(App));
hydrateRoot(document.querySelector("#root"), app);
