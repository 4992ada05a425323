"""Runs TensorFlow.js' converter on a SavedModel: to_tensorflow_js.py SAVED_MODEL FOLDER.

What the converter imports for models of other kinds pins an older TensorFlow, and is replaced by nothing."""
import sys
from unittest.mock import MagicMock

OF_OTHER_KINDS = ["tensorflow_decision_forests", "tensorflow_hub", "jax", "jax.experimental"]
sys.modules.update((name, MagicMock(name=name)) for name in OF_OTHER_KINDS)

from tensorflowjs.converters import convert_tf_saved_model

convert_tf_saved_model(*sys.argv[1:])
