.PHONY: demo test check lock docs

demo:      ## a running site on http://localhost:8000 with a worked example, rebuilt each time
	@sh scripts/setup web
	@.venv/bin/crossroads demo

test:      ## the whole suite on SQLite and PostgreSQL, with a summary
	@sh scripts/setup dev
	@sh scripts/test

check:     ## linters, types, import contracts
	@sh scripts/setup dev
	@sh scripts/check

docs:      ## draw the generated pages of the documentation again
	@.venv/bin/python -m crossroads docs write docs

lock:      ## pin dependencies again after a change of pyproject.toml
	@sh scripts/lock
