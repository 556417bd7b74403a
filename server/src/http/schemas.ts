// The API's words, once: routes validate with these, the OpenAPI document is generated from them,
// and the admin UI infers its types from them (see ../api.ts).

export { setupInputSchema, signInSchema, userSchema } from "./schemas/account.ts";
export { changeSchema } from "./schemas/change.ts";
export { clientsSchema } from "./schemas/clients.ts";
export { errorSchema, keySchema, reasonSchema, search } from "./schemas/common.ts";
export {
  configurationInputSchema,
  configurationSchema,
  killByTagSchema,
  killedByTagSchema,
  stepBackSchema,
} from "./schemas/configuration.ts";
export { contextSchema, evaluateSchema, evaluationSchema } from "./schemas/evaluation.ts";
export { flagCreateSchema, flagPatchSchema, flagSchema, quarantinedSchema } from "./schemas/flag.ts";
export { inboxItemSchema, inboxSchema, inboxSeenSchema } from "./schemas/inbox.ts";
export { keyCreateSchema, sdkKeySchema } from "./schemas/key.ts";
export { appliedSchema, applySchema, operationSchema, operationsSchema, planSchema } from "./schemas/operation.ts";
export {
  apiTokenCreateSchema,
  apiTokenSchema,
  grantSchema,
  invitationAcceptSchema,
  invitationCreateSchema,
  invitationLookSchema,
  invitationSchema,
  invitationSeenSchema,
  memberInputSchema,
  memberSchema,
  newApiTokenSchema,
  newInvitationSchema,
  newRobotSchema,
  passwordChangeSchema,
  personPatchSchema,
  personSchema,
  robotCreateSchema,
  robotInputSchema,
  robotSchema,
  rotationSchema,
  sessionSchema,
} from "./schemas/people.ts";
export {
  afterReviewCloseSchema,
  afterReviewSchema,
  assessmentSchema,
  assessSchema,
  freezesSchema,
  policyInputSchema,
  policySchema,
} from "./schemas/policy.ts";
export {
  environmentCreateSchema,
  environmentPatchSchema,
  environmentSchema,
  projectCreateSchema,
  projectPatchSchema,
  projectSchema,
} from "./schemas/project.ts";
export { receiptsSchema } from "./schemas/receipts.ts";
export { drillSchema, releasesSchema } from "./schemas/releases.ts";
export {
  approvedSchema,
  approveSchema,
  closeRequestSchema,
  commentSchema,
  requestCreateSchema,
  requestDetailSchema,
  requestPatchSchema,
  requestSchema,
} from "./schemas/request.ts";
export {
  rolloutDraftSchema,
  rolloutLiveSchema,
  rolloutPointsSchema,
  rolloutPreviewSchema,
  rolloutSchema,
  rolloutStandingSchema,
} from "./schemas/rollout.ts";
export {
  occurrenceSchema,
  runNowSchema,
  scheduleCreateSchema,
  scheduleDetailSchema,
  scheduleSchema,
} from "./schemas/schedule.ts";
export { segmentInputSchema, segmentSchema } from "./schemas/segment.ts";
export { signInWaysSchema } from "./schemas/sign-in.ts";
export { triggerCreateSchema, triggeredSchema, triggerSchema } from "./schemas/trigger.ts";
export { eventUsageSchema, flagUsageSchema, unknownFlagSchema, usageSchema } from "./schemas/usage.ts";
export { savedViewInputSchema, savedViewSchema, viewName } from "./schemas/view.ts";
export {
  deliverySchema,
  webhookCreateSchema,
  webhookPatchSchema,
  webhookSchema,
  webhookSecretSchema,
} from "./schemas/webhook.ts";
