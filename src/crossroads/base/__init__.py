"""Under every room: people and roles, scope, audit, clock, encryption, events, slots, duties, page components."""
