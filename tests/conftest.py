"""How hard property tests try: HYPOTHESIS_PROFILE=slow for more examples, HYPOTHESIS_PROFILE=shrink to make the example
of a failure small, which takes minutes. All are reproducible."""

import os

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    max_examples=50,
    phases=[each for each in Phase if each is not Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("slow", settings.get_profile("default"), max_examples=1000)
settings.register_profile("shrink", settings.get_profile("default"), phases=list(Phase))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
