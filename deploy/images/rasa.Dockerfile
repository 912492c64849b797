# Rasa with its trained model, behind the wall: no database driver of ours, no credentials. From the project's folder:
#   docker build --file deploy/images/rasa.Dockerfile --tag assa-rasa .
FROM python:3.10-slim-bookworm@sha256:68d914ec641a0b69267ce65184d000a2bc3a9ee2590ab702b82250ab2385735a AS build
COPY nlu/requirements.lock /tmp/
RUN python -m venv /opt/rasa \
    && grep -v '^-e ' /tmp/requirements.lock > /tmp/requirements.txt \
    && /opt/rasa/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement /tmp/requirements.txt

# the model is made of what stands here, and of nothing else
FROM build AS train
WORKDIR /srv/assa/nlu
ENV PYTHONPATH=/srv/assa/nlu:/srv/assa/text RASA_TELEMETRY_ENABLED=false
COPY domain.yml /srv/assa/domain.yml
COPY text/assa_text /srv/assa/text/assa_text
COPY nlu/config.yml nlu/endpoints.yml nlu/credentials.yml ./
COPY nlu/data data
COPY nlu/assa_nlu assa_nlu
COPY nlu/encoder/weights.npz encoder/weights.npz
RUN /opt/rasa/bin/python -W ignore -m assa_nlu train --out /srv/assa/nlu/models/model.tar.gz

FROM python:3.10-slim-bookworm@sha256:68d914ec641a0b69267ce65184d000a2bc3a9ee2590ab702b82250ab2385735a
RUN groupadd --gid 10001 assa \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin assa
WORKDIR /srv/assa/nlu
COPY --from=build /opt/rasa /opt/rasa
COPY --from=train /srv/assa /srv/assa
ENV PATH=/opt/rasa/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/srv/assa/nlu:/srv/assa/text \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MPLCONFIGDIR=/tmp \
    RASA_TELEMETRY_ENABLED=false
USER 10001:10001
EXPOSE 5005
ENTRYPOINT ["python", "-W", "ignore", "-m", "assa_nlu"]
CMD ["serve", "--model", "/srv/assa/nlu/models/model.tar.gz", "--host", "0.0.0.0", "--port", "5005"]
