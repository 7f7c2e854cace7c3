"""Why a claim is what it is: one complete explanation object, of which text, JSON and the HTML page are views."""
