import { type NotificationData, notifications } from "@mantine/notifications";

/** Says in one line what was just done. There is one at a time: the newest, never one of before. */
export function say(said: NotificationData): void {
  notifications.clean();
  notifications.show(said);
}
