/* The web chat. Plain ES5 and XMLHttpRequest: it runs on the browser of an old phone. */
(function () {
  "use strict";
  var body = document.body, log = byId("log"), status = byId("status"), form = byId("form"), field = byId("text");
  var KEPT = 60, RETRIES = [1000, 3000, 8000, 20000, 60000];
  var state = load(), busy = false, failures = 0, timer = null;

  function byId(id) { return document.getElementById(id); }
  function say(name) { return body.getAttribute("data-" + name); }

  function random() {
    var bytes = new Uint8Array(16), out = "", i;
    if (window.crypto && window.crypto.getRandomValues) { window.crypto.getRandomValues(bytes); }
    else { for (i = 0; i < 16; i++) { bytes[i] = Math.floor(Math.random() * 256); } }
    for (i = 0; i < 16; i++) { out += ("0" + bytes[i].toString(16)).slice(-2); }
    return out;
  }
  function fresh() { return { sender: random(), bubbles: [], queue: [] }; }
  function load() {
    try {
      var kept = JSON.parse(localStorage.getItem("assa"));
      if (kept && kept.sender && kept.bubbles && kept.queue) { return kept; }
    } catch (e) { /* private mode, or an older page */ }
    return fresh();
  }
  function save() {
    state.bubbles = state.bubbles.slice(-KEPT);
    try { localStorage.setItem("assa", JSON.stringify(state)); } catch (e) { /* it works without, until a reload */ }
  }

  function bubble(item) {
    var node = document.createElement("div");
    node.className = "bubble" + (item.me ? " me" : "") + (item.response === "emergency" ? " urgent" : "");
    if (item.me) {
      var who = document.createElement("span");
      who.className = "hidden";
      who.textContent = say("me") + " : ";
      node.appendChild(who);
    }
    node.appendChild(document.createTextNode(item.text));
    if (item.audio) {
      var audio = document.createElement("audio");
      audio.controls = true;
      audio.preload = "none";
      audio.src = item.audio;
      node.appendChild(audio);
    }
    log.appendChild(node);
    return node;
  }
  function choices(list) {
    var ol = document.createElement("ol"), i;
    ol.className = "choices";
    ol.setAttribute("aria-label", say("choices"));
    for (i = 0; i < list.length; i++) { ol.appendChild(choice(list[i])); }
    log.appendChild(ol);
  }
  function choice(item) {
    var li = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = item.title;
    button.onclick = function () { button.className = "chosen"; send({ choice: item.id }, item.title); };
    li.appendChild(button);
    return li;
  }
  function closeChoices() {
    var buttons = log.querySelectorAll("ol.choices button"), i;
    for (i = 0; i < buttons.length; i++) { buttons[i].disabled = true; }
  }
  function draw() {
    log.textContent = "";
    for (var i = 0; i < state.bubbles.length; i++) { bubble(state.bubbles[i]); }
    var last = state.bubbles[state.bubbles.length - 1];
    if (last && last.choices && last.choices.length) { choices(last.choices); }
    down();
  }
  function down() { window.scrollTo(0, document.documentElement.scrollHeight); }
  function show(text) { status.textContent = text || ""; }

  function received(messages) {
    for (var i = 0; i < messages.length; i++) {
      var m = messages[i];
      state.bubbles.push({ text: m.text, choices: m.choices, audio: m.audio, response: m.response });
      bubble(m);
    }
    if (messages.length) {
      closeChoices();
      var last = messages[messages.length - 1];
      if (last.choices.length) { choices(last.choices); }
      save();
      down();
    }
  }

  function call(method, data, done, failed) {
    var xhr = new XMLHttpRequest();
    xhr.open(method, "/chat/messages" + (method === "GET" ? "?sender=" + encodeURIComponent(data.sender) : ""), true);
    xhr.timeout = 45000;
    xhr.setRequestHeader("Content-Type", "application/json");
    xhr.onload = function () {
      if (xhr.status === 200) {
        try { var answer = JSON.parse(xhr.responseText); } catch (e) { failed(0); return; }
        done(answer.messages);
      } else { failed(xhr.status); }
    };
    xhr.onerror = xhr.ontimeout = function () { failed(0); };
    xhr.send(method === "GET" ? null : JSON.stringify(data));
  }

  function send(content, text) {
    var message = { sender: state.sender, id: random() }, key;
    for (key in content) { if (content.hasOwnProperty(key)) { message[key] = content[key]; } }
    closeChoices();
    if (text !== null) {
      state.bubbles.push({ me: true, text: text });
      bubble({ me: true, text: text });
    }
    state.queue.push(message);
    save();
    down();
    next();
  }
  function next() {
    if (busy || !state.queue.length) { return; }
    busy = true;
    clearTimeout(timer);
    show(failures ? say("sending") : say("typing"));
    var sender = state.sender;
    call("POST", state.queue[0], function (messages) {
      busy = false;
      failures = 0;
      if (sender !== state.sender) { return; }
      state.queue.shift();
      show("");
      save();
      received(messages);
      next();
    }, function (code) {
      busy = false;
      if (code >= 400 && code < 500 && code !== 429 && code !== 408) {
        state.queue.shift();
        show("");
        save();
        next();
        return;
      }
      show(say(code === 429 ? "busy" : "offline"));
      timer = setTimeout(next, RETRIES[Math.min(failures, RETRIES.length - 1)]);
      failures += 1;
    });
  }
  function poll() {
    if (busy || document.hidden || state.queue.length) { return; }
    call("GET", { sender: state.sender }, received, function () { /* the next round will */ });
  }

  form.onsubmit = function (event) {
    event.preventDefault();
    var text = field.value.replace(/^\s+|\s+$/g, "");
    if (!text) { return; }
    field.value = "";
    send({ text: text }, text);
    field.focus();
  };
  field.onkeydown = function (event) {
    if ((event.key === "Enter" || event.keyCode === 13) && !event.shiftKey) {
      event.preventDefault();
      form.onsubmit(event);
    }
  };
  byId("erase").onclick = function () {
    if (!window.confirm(say("erase"))) { return; }
    state = fresh();
    save();
    draw();
    start();
  };
  byId("language").onchange = function () {
    var select = byId("language"), name = select.options[select.selectedIndex].text;
    state.bubbles.push({ me: true, text: name });
    state.queue.push({ sender: state.sender, id: random(), text: name });
    save();
    window.location.href = "/?lang=" + select.value;
  };
  window.addEventListener("online", function () { failures = 0; next(); });
  function start() { if (!state.bubbles.length && !state.queue.length) { send({ text: "start" }, null); } else { next(); poll(); } }

  draw();
  start();
  setInterval(poll, 30000);
})();
