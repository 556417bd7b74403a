import type { Configuration } from "@switchyard/core";
import { counted } from "./count.ts";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What a change is made of, counted: "1 rule added", "2 people more by name". For everything that a sentence may cut. */
export function editWords(before: Configuration, after: Configuration): string[] {
  return [
    ...(before.enabled === after.enabled ? [] : [after.enabled ? "switched on" : "switched off"]),
    ...ruleWords(before, after),
    ...targetWords(before, after),
    ...(same(before.prerequisites, after.prerequisites) ? [] : ["the prerequisites"]),
    ...(same(before.fallthrough, after.fallthrough) ? [] : ["what everyone else gets"]),
    ...(before.offVariant === after.offVariant ? [] : ["the off variant"]),
  ];
}

function ruleWords({ rules: before }: Configuration, { rules: after }: Configuration): string[] {
  const was = new Map(before.map((rule) => [rule.id, rule]));
  const is = new Map(after.map((rule) => [rule.id, rule]));
  const added = after.filter(({ id }) => !was.has(id)).length;
  const removed = before.filter(({ id }) => !is.has(id)).length;
  const edited = after.filter((rule) => was.has(rule.id) && !same(was.get(rule.id), rule)).length;
  const kept = (rules: Configuration["rules"]) => rules.map(({ id }) => id).filter((id) => was.has(id) && is.has(id));
  const moved = !same(kept(before), kept(after));
  return [
    ...(added ? [`${counted(added, "rule")} added`] : []),
    ...(removed ? [`${counted(removed, "rule")} deleted`] : []),
    ...(edited ? [`${counted(edited, "rule")} edited`] : []),
    ...(moved ? ["the order of the rules"] : []),
  ];
}

function targetWords(before: Configuration, after: Configuration): string[] {
  const [was, is] = [named(before), named(after)];
  const added = [...is].filter(([key, variant]) => was.get(key) !== variant).length;
  const removed = [...was].filter(([key]) => !is.has(key)).length;
  return [
    ...(added ? [`${counted(added, "person", "people")} named`] : []),
    ...(removed ? [`${counted(removed, "person", "people")} no longer named`] : []),
  ];
}

const named = ({ targets }: Configuration) =>
  new Map(targets.flatMap(({ variant, keys }) => keys.map((key) => [key, variant] as const)));
