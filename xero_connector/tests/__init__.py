from . import test_push
