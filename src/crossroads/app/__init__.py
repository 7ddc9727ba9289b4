"""The only place that knows every room: settings, urls, api, command line, demo."""
