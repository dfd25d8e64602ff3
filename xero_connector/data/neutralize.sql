-- A copy of the database must not reach the ledger of the one it was copied from.
UPDATE xero_credential
   SET client_secret = NULL,
       webhook_key = NULL,
       access_token = NULL,
       refresh_token = NULL,
       access_expires_at = NULL;
DELETE FROM xero_webhook;
UPDATE xero_connection
   SET lifecycle = 'disconnected'
 WHERE lifecycle IN ('connected', 'leaving');
