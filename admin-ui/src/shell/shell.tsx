import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { LiveProvider } from "../api/live-provider.tsx";
import { KillProvider } from "../kill/kill-provider.tsx";
import { PaletteGate } from "../palette/palette-gate.tsx";
import { UndoBar } from "../ui/undo-bar.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Header } from "./header.tsx";
import { KeyboardHelp } from "./keyboard-help.tsx";
import { ProjectGate } from "./project-gate.tsx";
import classes from "./shell.module.css";

/** What surrounds every screen of a project. */
export function Shell() {
  const { project } = useParams({ from: "/app/projects/$project" });
  useEffect(() => localStorage.setItem("switchyard-project", project), [project]);
  return (
    <LiveProvider>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <Header project={project} />
      <ConnectionBanner />
      <main id="main" tabIndex={-1}>
        <ProjectGate project={project}>
          <KillProvider project={project}>
            <Outlet />
            <PaletteGate />
          </KillProvider>
        </ProjectGate>
      </main>
      <UndoBar />
      <KeyboardHelp project={project} />
    </LiveProvider>
  );
}
