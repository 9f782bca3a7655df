#!/bin/sh
# The three things the assistant's image does: run, actions, train.
set -eu

password_file=/run/secrets/redis_password
if [ -f "$password_file" ]; then
    ASSISTANT_REDIS_PASSWORD=$(cat "$password_file")
    export ASSISTANT_REDIS_PASSWORD
fi

case "${1:-run}" in
run)
    # Rasa answers 200 with nothing when it has no model, so refuse to start without one.
    if [ ! -f var/models/footbridge.tar.gz ]; then
        echo "There is no model. Make one: docker compose run --rm assistant train" >&2
        exit 1
    fi
    exec rasa run --enable-api -i 0.0.0.0 -p 5005 --auth-token="$(cat /run/secrets/assistant_token)" \
        --endpoints endpoints.yml --credentials credentials.yml --model var/models/footbridge.tar.gz
    ;;
actions)
    exec python -m rasa_sdk --actions actions --port 5055
    ;;
train)
    exec rasa train --data data/nlu data/rules data/stories --config config.yml \
        --domain domain.yml --out var/models --fixed-model-name footbridge
    ;;
*)
    echo "Unknown: $1. Known: run, actions, train." >&2
    exit 2
    ;;
esac
