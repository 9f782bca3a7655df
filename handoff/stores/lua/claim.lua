-- Lease the oldest ready lane of a kind and look at its first messages; they stay where they are.
-- ARGV: kind, worker nonce, lease ms, batch
-- -> nil | {conversation, fence, tries so far, state, dropped, message, message ...}
-- A message made under an older ownership epoch than the conversation's is dropped here, at the
-- last moment before it would go out.
return claim_next(ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]))
