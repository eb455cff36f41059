-- Bounces by thread: few among all messages.
CREATE INDEX messages_bounced ON messages (number, at) WHERE automated = 'bounce';
