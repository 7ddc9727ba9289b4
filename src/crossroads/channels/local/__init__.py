"""The local network: a public feed page of this installation, for rehearsal, demos and tests.

It plays an outside network: ``client`` is its own small API and keeps its own rows in its own transactions;
``publish`` is our connector to it, like that to any other network.
"""
