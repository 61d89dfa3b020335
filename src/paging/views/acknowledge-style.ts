// The style of the page behind a signed link. It stands in the page itself: one request shows it all.

const day =
  '--deck:#fff;--ink:#10171d;--ink2:#46535e;--line:#dde2e4;--edge:#7f8a93;--tide:#0a5f80;--fill:#10171d;--on:#fff;--rest:#7f8a93;--gone:#c5ccd0;--s1:#b51340;--s2:#9e4611;--s3:#ad9118;--s4:#5c6479;--num:#fff';
const dusk =
  '--deck:#0f1419;--ink:#e8edf0;--ink2:#aeb9c2;--line:#232c35;--edge:#6b7885;--tide:#7fc0de;--fill:#e8edf0;--on:#0f1419;--rest:#aeb9c2;--gone:#394551;--s1:#f04c5d;--s2:#f49027;--s3:#fde67e;--s4:#868fa5;--num:#0f1419';
const night =
  '--deck:#07090c;--ink:#dde4e8;--ink2:#9ca8b2;--line:#1b2228;--edge:#56626d;--tide:#7fc0de;--fill:#d3dce1;--on:#07090c;--rest:#9ca8b2;--gone:#333d46;--s1:#f04c5d;--s2:#f49027;--s3:#fde67e;--s4:#868fa5;--num:#0f1419';

const lines = [
  '*{box-sizing:border-box}',
  'body{margin:0;background:var(--deck);color:var(--ink);font:400 16px/22px system-ui,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}',
  'main{max-width:460px;min-height:100vh;min-height:100svh;margin:0 auto;padding:20px 20px 24px;display:flex;flex-direction:column}',
  'header{display:flex;align-items:center;gap:10px;color:var(--ink2);margin-bottom:18px}header svg{width:20px;height:20px;flex:none}header time{margin-left:auto}',
  '.sev{display:flex;align-items:center;gap:12px;font-size:19px;line-height:24px}.sev svg{width:34px;height:32px;flex:none;fill:var(--num);font-size:16px;font-weight:700;text-anchor:middle}.s1{fill:var(--s1)}.s2{fill:var(--s2)}.s3{fill:var(--s3)}.s3+text{fill:#10171d}.s4{fill:var(--s4)}.sev b{font-weight:650}.sev span{color:var(--ink2)}',
  'h1{margin:14px 0 20px;font-size:28px;line-height:33px;font-weight:700;letter-spacing:-.01em;overflow-wrap:anywhere}',
  'dl{margin:0;border-top:1px solid var(--line)}dl>div{display:grid;grid-template-columns:92px 1fr;gap:8px;padding:12px 0;border-bottom:1px solid var(--line)}dt{color:var(--ink2)}dd{margin:0;overflow-wrap:anywhere}dd b{display:block;font-weight:650}dd span{color:var(--ink2)}dl>div.nx{border:0;padding-bottom:8px}',
  '.fz{border-bottom:1px solid var(--line);padding-bottom:14px}.fuse{display:block;width:100%;height:16px;overflow:visible}.fuse .g{stroke:var(--gone)}.fuse .r{stroke:var(--rest)}.fuse .n{stroke:var(--tide);stroke-width:2.5}',
  '.say{margin:0 0 20px;padding:14px 16px;border-left:3px solid var(--tide);font-size:19px;line-height:26px;font-weight:650;overflow-wrap:anywhere}.say span{display:block;font-size:16px;line-height:22px;font-weight:400;color:var(--ink2)}',
  'form{margin-top:auto;padding-top:28px}form p{margin:12px 0;text-align:center;color:var(--ink2)}form p b{color:var(--ink)}',
  'button{font:inherit;color:var(--ink);background:none;border:1px solid var(--edge);border-radius:14px;cursor:pointer;min-height:56px;width:100%;padding:8px}button b{display:block;font-weight:650}button span{color:var(--ink2);font-size:14px;line-height:18px}',
  'button.go{min-height:64px;background:var(--fill);border-color:var(--fill);color:var(--on);font-size:20px;line-height:26px;font-weight:700}',
  '.two{display:grid;grid-template-columns:1fr 1fr;gap:10px;margin-top:10px}.two:has(:only-child){grid-template-columns:1fr}',
  'a{color:var(--tide)}button:focus-visible,a:focus-visible{outline:2px solid var(--tide);outline-offset:2px}',
  '@media(forced-colors:active){.sev svg{forced-color-adjust:none}}',
];

/** The whole sheet. At night it is near-black whatever the phone is set to. */
export function acknowledgeStyle(isNight: boolean): string {
  const colours = isNight
    ? `:root{color-scheme:dark;${night}}`
    : `:root{color-scheme:light dark;${day}}@media(prefers-color-scheme:dark){:root{${dusk}}}`;
  return colours + lines.join('');
}
