import { beforeEach, expect, test, vi } from "vitest";
import { watchPage } from "./watch-page.ts";

let page: EventTarget;
let readyState: string;
const navigation = { duration: 1234 };

beforeEach(() => {
  page = new EventTarget();
  readyState = "loading";
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", {
    get readyState() {
      return readyState;
    },
  });
  vi.stubGlobal("performance", { getEntriesByType: () => [navigation] });
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

const happens = (name: string) => page.dispatchEvent(new Event(name));

test("errors and rejections that nobody caught are counted, as many as say something new", () => {
  const track = vi.fn();
  watchPage({ track });
  happens("error");
  happens("unhandledrejection");
  expect(track.mock.calls).toEqual([["page.error"], ["page.error"]]);
  for (let more = 0; more < 100; more++) happens("error");
  expect(track).toHaveBeenCalledTimes(20);
});

test("how long the page took is told once, when it is loaded, or at once where it is", () => {
  const track = vi.fn();
  watchPage({ track });
  expect(vi.getTimerCount()).toBe(0);
  happens("load");
  expect(track).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(track.mock.calls).toEqual([["page.load", { value: 1234 }]]);
  readyState = "complete";
  watchPage({ track });
  vi.runAllTimers();
  expect(track).toHaveBeenCalledTimes(2);
});

test("it watches what it is asked to, until it is stopped", () => {
  const track = vi.fn();
  const stops = [watchPage({ track }, { load: false }), watchPage({ track }, { errors: false })];
  happens("error");
  happens("load");
  for (const stop of stops) stop();
  happens("error");
  vi.runAllTimers();
  expect(track.mock.calls).toEqual([["page.error"]]);
});
