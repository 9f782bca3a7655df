// What calls an agent back: the count in the title, and a soft sound if wanted.
import { keep, kept } from './kept.js';

let audio = null;

export const soundIsOn = () => kept('sound') === 'on';

export function setSound(on) {
  keep('sound', on ? 'on' : '');
  if (on) ring();
}

/** Two soft notes. Browsers allow it only after a click, which the switch itself is. */
export function ring() {
  if (!soundIsOn()) return;
  audio ??= new AudioContext();
  [660, 880].forEach((pitch, index) => {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    const start = audio.currentTime + index * 0.16;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.06, start + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(loudness).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}

export function showCount(unread, waiting) {
  const count = unread + waiting;
  document.title = count ? `(${count}) Footbridge` : 'Footbridge';
}
