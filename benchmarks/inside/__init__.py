"""What runs inside Odoo, as in its shell: each module has ``run(env, ...)``, which
returns what JSON can hold."""
