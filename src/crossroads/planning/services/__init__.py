"""All writing about plans: the fit question, campaigns, channels, forecasts."""

from crossroads.planning.services.campaigns import (
    ChannelLine,
    close_campaign,
    halt_campaign,
    make_campaign,
    pause_campaign,
    set_audience,
    set_channels,
    start_campaign,
    stop_campaign,
)
from crossroads.planning.services.fit import ask_fit, decide_fit
from crossroads.planning.services.forecasts import make_forecast, score_forecast

__all__ = [
    "ChannelLine",
    "ask_fit",
    "close_campaign",
    "decide_fit",
    "halt_campaign",
    "make_campaign",
    "make_forecast",
    "pause_campaign",
    "score_forecast",
    "set_audience",
    "set_channels",
    "start_campaign",
    "stop_campaign",
]
