import { expect, it } from "vitest";
import * as core from "./index.ts";

it("exports exactly this: a change of the list is a change of the contract", () => {
  expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
    [
      "MAX_EVALUATIONS",
      "MAX_MESSAGE_LENGTH",
      "MAX_REPORT_COUNT",
      "MAX_REPORT_ENTRIES",
      "MAX_REPORT_SUM",
      "PROTOCOL_VERSION",
      "SUBPROTOCOL",
      "allImply",
      "answerOf",
      "bucket",
      "bucketStep",
      "clientFailure",
      "clientHash",
      "compareExposure",
      "compareWorlds",
      "compileRuleset",
      "count",
      "evaluateClientFlag",
      "explain",
      "exposureThreshold",
      "findProblems",
      "findSegmentProblems",
      "getDetails",
      "getValue",
      "isEnabled",
      "isLabel",
      "murmur3",
      "nearest",
      "parseReportRequest",
      "parseSdkMessage",
      "servedValue",
      "splitBounds",
      "toClientFlag",
      "toDetails",
      "updateRuleset",
      "usersOf",
    ]
  `);
});
