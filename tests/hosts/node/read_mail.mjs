// Reads messages with a parser of mail that is not Python's, and says what a recipient's program would show.
// Standard input: {name: file}; standard output: {name: what stands in it}. Run in the folder whose node_modules hold
// postal-mime.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

const bring = createRequire(`${process.cwd()}/`);
const { default: PostalMime } = bring("postal-mime");

const found = {};
for (const [name, file] of Object.entries(JSON.parse(await text(process.stdin)))) {
  found[name] = shown(await PostalMime.parse(readFileSync(file)));
}
process.stdout.write(JSON.stringify(found));

function shown(mail) {
  return {
    headers: mail.headers.map(({ originalKey, value }) => [originalKey, value]),
    subject: mail.subject,
    from: mail.from ? person(mail.from) : null,
    to: (mail.to ?? []).map(person),
    date: mail.date,
    messageId: mail.messageId ?? null,
    text: mail.text,
    html: mail.html,
    files: mail.attachments.map((file) => ({
      name: file.filename,
      mediaType: file.mimeType,
      disposition: file.disposition,
      contentId: file.contentId ?? null,
      sha256: createHash("sha256").update(Buffer.from(file.content)).digest("hex"),
    })),
  };
}

function person({ name, address }) {
  return [name, address];
}
