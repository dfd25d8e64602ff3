from . import test_toy
