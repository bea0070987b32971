"""Django's commands: python -m parecon_web migrate, check --deploy, makemigrations …"""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parecon_web.settings")
    execute_from_command_line([sys.argv[0], *sys.argv[1:]])
