"""Pages of the plan: the fit question, campaigns, forecasts."""

from crossroads.planning.views.campaigns import audience, campaign, channels, forecast, home, move, new
from crossroads.planning.views.fit import decide, fit

__all__ = ["audience", "campaign", "channels", "decide", "fit", "forecast", "home", "move", "new"]
