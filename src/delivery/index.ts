/**
 * Delivery: one message to one person by one method: queue, lease, send, receipt, retry, another way.
 *
 * Owns notifications, notification_attempts, delivery_subjects and delivery_reply_counts.
 * Never here: whom to reach, when and why (paging, incidents); what a provider's answer means
 * (channels). Nothing is sent inside a transaction, nothing without a lease, and no message without a
 * row that says what became of it. A send that got no answer is unknown, not failed: it is repeated
 * under the same key.
 */
export { confirmNotification } from './confirm-notification.ts';
export { createDelivery, type Delivery } from './create-delivery.ts';
export { linkFor, readLink } from './link.ts';
export type {
  DeliveryEvents,
  MessageFacts,
  NewNotification,
  Notification,
  NotificationRef,
  PersonAction,
  SeverityWord,
} from './model.ts';
export { personActor } from './person-actor.ts';
export { queueNotifications } from './queue-notifications.ts';
export { findNotification, linkExpiresAt, notificationsOf } from './reads/notifications.ts';
export { channelWords } from './views/channel-words.ts';
export { oldestLate } from './reads/waiting.ts';
export { deliverySealed } from './reseal.ts';
export { oldNotifications } from './store/old.ts';
export { sendCode, sendInvitation, tellMethodBroken } from './send-account-mail.ts';
export { cancelForPerson, setSubject, setSubjects } from './set-subject.ts';
