"""Language models that mark people, places, organisations and times; one module each, all run on this machine."""

import onnxruntime  # type: ignore[import-untyped]

# Once more, for programs that had imported it before they imported medguard.
onnxruntime.disable_telemetry_events()
