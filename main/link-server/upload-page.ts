import { escapeHtml, page, sizeText, timeText, type Page } from './html.ts';

/** Where the page sends the file, and how. */
export type UploadTarget =
  /** The bytes themselves, to an address that may take the file's name as `?name=`. */
  | {
      readonly kind: 'put';
      readonly url: string;
      readonly contentType?: string | undefined;
      readonly tellsName: boolean;
    }
  /** A form with these fields before the file. */
  | { readonly kind: 'form'; readonly url: string; readonly fields: Readonly<Record<string, string>> };

/** Plain JavaScript of every browser of the last years; its data is in an attribute, so that it is the same on every page. */
const script = `'use strict';
const main=document.querySelector('main'),target=JSON.parse(main.dataset.target),limit=Number(main.dataset.limit),type=main.dataset.type;
const input=document.querySelector('input'),button=document.querySelector('button'),word=document.querySelector('output'),bar=document.querySelector('progress'),wrong=document.querySelector('[role=alert]');
const fail=text=>{wrong.textContent=text;wrong.hidden=false;bar.hidden=true;word.textContent='';button.disabled=false};
const fits=t=>!type||(type.endsWith('/*')?t.startsWith(type.slice(0,-1)):t===type);
document.querySelector('form').addEventListener('submit',event=>{
event.preventDefault();wrong.hidden=true;const file=input.files[0];if(!file)return fail('Choose a file first.');
if(limit&&file.size>limit)return fail('This file is larger than '+main.dataset.limitText+', which is the most that is taken.');
const given=target.contentType||file.type||'application/octet-stream';
if(!fits(target.contentType?file.type||given:given))return fail('A file of this kind is not taken here.');
button.disabled=true;bar.hidden=false;word.textContent='Sending…';
const x=new XMLHttpRequest();x.upload.onprogress=e=>{if(e.lengthComputable)bar.value=e.loaded/e.total};
x.onload=()=>{if(x.status>=200&&x.status<300){word.textContent='Thank you: '+file.name+' has arrived.';bar.value=1;input.disabled=true}
else fail(x.status===409||x.status===410||x.status===404?'This link takes no file any more.':x.status===403||x.status===401?'The link has ended, or the file is not taken.':x.status===413||x.status===400?'The file is not taken: it is too large, or of another kind.':'The file did not arrive. Try again.')};
x.onerror=()=>fail('The file did not arrive. Check the connection and try again.');
if(target.kind==='form'){const data=new FormData();for(const [name,value] of Object.entries(target.fields))data.append(name,value);data.append('Content-Type',given);data.append('file',file);x.open('POST',target.url);x.send(data)}
else{x.open('PUT',target.url+(target.tellsName?'?name='+encodeURIComponent(file.name):''));x.setRequestHeader('Content-Type',given);x.send(file)}
});`;

/** A page that takes one file. */
export function uploadPage(options: {
  readonly target: UploadTarget;
  readonly expiresAt: number;
  readonly maxBytes?: number | undefined;
  readonly contentType?: string | undefined;
}): Page {
  const { target, expiresAt, maxBytes, contentType } = options;
  const limitText = maxBytes === undefined ? '' : sizeText(maxBytes);
  const sendsTo = URL.canParse(target.url) ? new URL(target.url).origin : "'self'";
  const about = [
    'One file',
    maxBytes === undefined ? '' : `of up to ${limitText}`,
    contentType === undefined ? '' : `(${contentType})`,
    `until ${timeText(expiresAt)}.`,
  ].filter((part) => part !== '');
  const made = page({
    title: 'Send a file',
    body: `<h1>Send a file</h1>
<p>${escapeHtml(about.join(' '))}</p>
<form><label for="f">File</label>
<input id="f" type="file" required${contentType === undefined ? '' : ` accept="${escapeHtml(contentType)}"`}>
<p role="alert" hidden></p>
<progress max="1" value="0" aria-label="Progress" hidden></progress>
<p><output></output></p>
<button>Send</button></form>`,
    script,
    sendsTo,
  });
  const data = [
    `data-target="${escapeHtml(JSON.stringify(target))}"`,
    `data-limit="${maxBytes ?? ''}"`,
    `data-limit-text="${escapeHtml(limitText)}"`,
    `data-type="${escapeHtml(contentType ?? '')}"`,
  ];
  return { ...made, html: made.html.replace('<main>', () => `<main ${data.join(' ')}>`) };
}
