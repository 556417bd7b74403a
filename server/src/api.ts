import type { Evaluations } from "@switchyard/core";
import type { z } from "zod";
import type * as schema from "./http/schemas.ts";

// The API's types for the admin UI, which imports them with `import type` only.

export type Project = z.infer<typeof schema.projectSchema>;
export type Environment = z.infer<typeof schema.environmentSchema>;
export type Flag = z.infer<typeof schema.flagSchema>;
export type FlagCreate = z.input<typeof schema.flagCreateSchema>;
export type FlagPatch = z.input<typeof schema.flagPatchSchema>;
export type Quarantined = z.infer<typeof schema.quarantinedSchema>;
export type Configuration = z.infer<typeof schema.configurationSchema>;
export type ConfigurationInput = z.input<typeof schema.configurationInputSchema>;
export type KilledByTag = z.infer<typeof schema.killedByTagSchema>;
export type SavedView = z.infer<typeof schema.savedViewSchema>;
export type Receipts = z.infer<typeof schema.receiptsSchema>;
export type Releases = z.infer<typeof schema.releasesSchema>;
export type Drill = z.infer<typeof schema.drillSchema>;
export type Clients = z.infer<typeof schema.clientsSchema>;
export type Usage = z.infer<typeof schema.usageSchema>;
export type FlagUsage = z.infer<typeof schema.flagUsageSchema>;
export type UnknownFlag = z.infer<typeof schema.unknownFlagSchema>;
export type EventUsage = z.infer<typeof schema.eventUsageSchema>;
export type Operation = z.input<typeof schema.operationSchema>;
export type Plan = z.infer<typeof schema.planSchema>;
export type Applied = z.infer<typeof schema.appliedSchema>;
export type ChangeRequest = z.infer<typeof schema.requestSchema>;
export type ChangeRequestDetail = z.infer<typeof schema.requestDetailSchema>;
export type ChangeRequestCreate = z.input<typeof schema.requestCreateSchema>;
export type ChangeRequestPatch = z.input<typeof schema.requestPatchSchema>;
export type ApprovedRequest = z.infer<typeof schema.approvedSchema>;
export type Schedule = z.infer<typeof schema.scheduleSchema>;
export type ScheduleDetail = z.infer<typeof schema.scheduleDetailSchema>;
export type ScheduleCreate = z.input<typeof schema.scheduleCreateSchema>;
export type Occurrence = z.infer<typeof schema.occurrenceSchema>;
export type Inbox = z.infer<typeof schema.inboxSchema>;
export type InboxItem = z.infer<typeof schema.inboxItemSchema>;
export type Rollout = z.infer<typeof schema.rolloutSchema>;
export type RolloutDraft = z.input<typeof schema.rolloutDraftSchema>;
export type RolloutStanding = z.infer<typeof schema.rolloutStandingSchema>;
export type RolloutLive = z.infer<typeof schema.rolloutLiveSchema>;
export type RolloutPreview = z.infer<typeof schema.rolloutPreviewSchema>;
export type RolloutPoints = z.infer<typeof schema.rolloutPointsSchema>;
export type Segment = z.infer<typeof schema.segmentSchema>;
export type SegmentInput = z.input<typeof schema.segmentInputSchema>;
export type SdkKey = z.infer<typeof schema.sdkKeySchema>;
export type Policy = z.infer<typeof schema.policySchema>;
export type PolicyInput = z.input<typeof schema.policyInputSchema>;
export type Freezes = z.infer<typeof schema.freezesSchema>;
export type AfterReview = z.infer<typeof schema.afterReviewSchema>;
export type Assessment = z.infer<typeof schema.assessmentSchema>;
export type Change = z.infer<typeof schema.changeSchema>;
export type Webhook = z.infer<typeof schema.webhookSchema>;
export type WebhookCreate = z.input<typeof schema.webhookCreateSchema>;
export type WebhookPatch = z.input<typeof schema.webhookPatchSchema>;
/** What making a webhook answers: its secret can be read here and never again. */
export type CreatedWebhook = Webhook & z.infer<typeof schema.webhookSecretSchema>;
export type Delivery = z.infer<typeof schema.deliverySchema>;
export type Trigger = z.infer<typeof schema.triggerSchema>;
export type TriggerCreate = z.input<typeof schema.triggerCreateSchema>;
/** What making a trigger answers: its address, a path on this server, can be read here and never again. */
export type CreatedTrigger = Trigger & { path: string };
export type SignInWays = z.infer<typeof schema.signInWaysSchema>;
export type Role = z.infer<typeof schema.grantSchema>["role"];
export type Grant = z.infer<typeof schema.grantSchema>;
export type Person = z.infer<typeof schema.personSchema>;
export type PersonPatch = z.input<typeof schema.personPatchSchema>;
export type Member = z.infer<typeof schema.memberSchema>;
export type MemberInput = z.input<typeof schema.memberInputSchema>;
export type Invitation = z.infer<typeof schema.invitationSchema>;
export type InvitationCreate = z.input<typeof schema.invitationCreateSchema>;
export type NewInvitation = z.infer<typeof schema.newInvitationSchema>;
export type InvitationSeen = z.infer<typeof schema.invitationSeenSchema>;
export type InvitationAccept = z.input<typeof schema.invitationAcceptSchema>;
export type Session = z.infer<typeof schema.sessionSchema>;
export type PasswordChange = z.input<typeof schema.passwordChangeSchema>;
export type ApiToken = z.infer<typeof schema.apiTokenSchema>;
export type ApiTokenCreate = z.input<typeof schema.apiTokenCreateSchema>;
export type NewApiToken = z.infer<typeof schema.newApiTokenSchema>;
export type Robot = z.infer<typeof schema.robotSchema>;
export type RobotCreate = z.input<typeof schema.robotCreateSchema>;
export type RobotInput = z.input<typeof schema.robotInputSchema>;
export type NewRobot = z.infer<typeof schema.newRobotSchema>;
export type Rotation = z.input<typeof schema.rotationSchema>;
export type User = z.infer<typeof schema.userSchema>;
export type ApiError = z.infer<typeof schema.errorSchema>;

/** An evaluation that an SDK told of while somebody looked. */
export type LiveEvaluation = Evaluations["items"][number] & { instance: string; app: string | null };

interface FlagPlace {
  project: string;
  environment: string;
  flag: string;
}

/** What the server pushes to the admin UI over `GET /api/v1/live`. */
export type LiveEvent =
  | { type: "changed"; project: string; environment: string; version: number; flags: string[] }
  | ({ type: "receipts"; receipts: Receipts } & FlagPlace)
  /** What `GET …/clients` (or `…/usage`, `…/unknown-flags` and `…/events`) answers is another now. Every few seconds at most. */
  | { type: "news"; project: string; environment: string; about: "clients" | "usage" | "rollouts" }
  /** What `GET …/inbox` answers may be another now. */
  | { type: "inbox"; project: string }
  /**
   * To a `look`: at once without items, then about twice a second while there are some. Of `servers` connected server SDKs
   * `asked` were asked; `dropped` evaluations found no room since the event before. Browsers are never asked.
   */
  | ({ type: "evaluations"; servers: number; asked: number; items: LiveEvaluation[]; dropped: number } & FlagPlace);

/**
 * What the admin UI asks of it while someone looks at one flag: its receipts (`watch`), and its evaluations as they
 * happen (`look`). A new one replaces the last of its kind.
 */
export type LiveRequest =
  | ({ type: "watch" } & FlagPlace)
  | { type: "unwatch" }
  | ({ type: "look" } & FlagPlace)
  | { type: "unlook" };
