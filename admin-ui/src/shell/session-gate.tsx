import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { Activity, Suspense, useEffect, useState } from "react";
import { sessionQuery } from "../api/queries.ts";
import { lazyPart } from "../ui/lazy.ts";
import { goBack, type Way, wayHere } from "../ui/way-back.ts";

const SignInAgain = lazyPart(() => import("../sign-in/sign-in-again.tsx"), "SignInAgain");
const StartAnew = lazyPart(() => import("../sign-in/start-anew.tsx"), "StartAnew");

/**
 * What is behind the sign-in. A session can end at any time, on the server or in another tab: the screen then goes out of
 * sight and waits, with all that is typed into it, until the same person has signed in again.
 */
export function SessionGate() {
  const { data: user } = useQuery(sessionQuery);
  const [first] = useState(user);
  const isOther = Boolean(first && user && first.id !== user.id);
  // Where the keyboard was, taken while the screen is still in sight.
  const [way, setWay] = useState<Way>();
  if (user === null && !way) setWay(wayHere());
  if (user && way) setWay(undefined);
  useEffect(() => way && (() => goOn(way)), [way]);
  return (
    <>
      <Activity mode={user === null || isOther ? "hidden" : "visible"}>
        <Outlet />
      </Activity>
      <Suspense>{user === null ? <SignInAgain email={first?.email ?? ""} /> : isOther ? <StartAnew /> : null}</Suspense>
    </>
  );
}

function goOn(way: Way): void {
  goBack(way);
  if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
}
