/**
 * The whole style of the public page. It stands in the page itself, so a copy of the page on another
 * host is complete; the policy of the response carries its hash.
 */
export const STATUS_STYLE = [
  ':root{color-scheme:light dark;--deck:#fff;--ink:#10171d;--ink2:#46535e;--ink3:#5f6c77;--line:#e3e7e8;--axis:#7f8a93;--tide:#0a5f80;--tideink:#fff;--fill:#10171d;--fillink:#fff;--ok:#32a287;--okedge:#1e6f5b;--major:#b51340;--majoredge:#8e0b30;--partial:#9e4611;--partialedge:#7a340a;--degraded:#ad9118;--degradededge:#6f5c0b;--maintenance:#2918b3;--maintenanceedge:#2918b3;--day:#d8dedd}',
  '@media(prefers-color-scheme:dark){:root{--deck:#0f1419;--ink:#e8edf0;--ink2:#aeb9c2;--ink3:#8794a0;--line:#232c35;--axis:#6b7885;--tide:#7fc0de;--tideink:#0f1419;--fill:#e8edf0;--fillink:#0f1419;--ok:#74f3e5;--okedge:#74f3e5;--major:#f04c5d;--majoredge:#f04c5d;--partial:#f49027;--partialedge:#f49027;--degraded:#fde67e;--degradededge:#fde67e;--maintenance:#5778ee;--maintenanceedge:#5778ee;--day:#394551}}',
  '*{box-sizing:border-box}',
  'body{margin:0;background:var(--deck);color:var(--ink);font:400 16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}',
  'a{color:var(--tide)}a:focus-visible,summary:focus-visible{outline:2px solid var(--tide);outline-offset:2px}',
  '.sheet{position:absolute}',
  '.w{max-width:784px;margin:0 auto;padding:0 20px}',
  'header{border-bottom:1px solid var(--line)}header .w{display:flex;align-items:center;gap:16px;min-height:64px;flex-wrap:wrap;padding-top:10px;padding-bottom:10px}',
  '.brand{font-weight:650;font-size:18px;overflow-wrap:anywhere}.what{color:var(--ink2);font-size:15px}.zone{margin-left:auto;color:var(--ink2);font-size:14px}',
  '.go{display:inline-flex;align-items:center;min-height:44px;padding:0 14px;border-radius:6px;background:var(--fill);color:var(--fillink);font-weight:600;font-size:15px;text-decoration:none}',
  'h1,h2,h3,p,dl,dd,ul{margin:0}h1{font-size:clamp(26px,5vw,34px);line-height:1.2;letter-spacing:-.012em;font-weight:700;overflow-wrap:anywhere}',
  'h2{font-size:18px;line-height:1.35;font-weight:650}h3{font-size:16px;font-weight:650;overflow-wrap:anywhere}',
  '.top{display:grid;grid-template-columns:32px 1fr;gap:2px 14px;padding:32px 0 16px}.top .i{width:30px;height:30px;margin-top:6px}.top p{grid-column:2;color:var(--ink2);font-size:18px;overflow-wrap:anywhere}',
  '.i{width:16px;height:16px;flex:none;stroke-width:1}',
  '.operational{fill:var(--ok);stroke:var(--okedge)}.major{fill:var(--major);stroke:var(--majoredge)}.partial{fill:var(--partial);stroke:var(--partialedge)}.degraded{fill:var(--degraded);stroke:var(--degradededge)}.maintenance{fill:var(--maintenance);stroke:var(--maintenanceedge)}',
  '.ruler{display:block;width:100%;height:76px;margin-bottom:12px;overflow:visible;font-size:13px;fill:var(--ink2)}.ruler .axis{stroke:var(--axis)}.ruler .rest{fill:none;stroke:var(--line)}.ruler .mark{stroke:var(--ink);stroke-width:2}.ruler .bar{stroke:none}.ruler .n{fill:var(--tide);stroke:none}.ruler .nt{fill:var(--tideink);font-weight:650}.ruler .b{fill:var(--ink);font-weight:650}.ruler .e{text-anchor:end}.ruler .m{text-anchor:middle}',
  'dl>div{display:grid;grid-template-columns:120px 1fr;gap:8px;padding:12px 0;border-top:1px solid var(--line)}dt{color:var(--ink2);font-size:15px}dd{overflow-wrap:anywhere;white-space:pre-line}',
  'details{border-top:1px solid var(--line);padding:12px 0}summary{cursor:pointer;color:var(--ink2);min-height:24px}',
  '.log{list-style:none;padding:0}.log>li{padding:10px 0 0}.log p{overflow-wrap:anywhere;white-space:pre-line}.meta{color:var(--ink3);font-size:14px}',
  '.head{display:flex;justify-content:space-between;align-items:baseline;gap:12px;padding:28px 0 8px}',
  '.parts{list-style:none;padding:0;border-top:1px solid var(--line)}.parts>li{padding:12px 0 10px;border-bottom:1px solid var(--line)}.row{display:flex;align-items:center;gap:8px;flex-wrap:wrap}.row .s{margin-left:auto;display:inline-flex;align-items:center;gap:8px}',
  '.bars{display:block;width:100%;height:22px;margin-top:8px}.bars path{fill:none;stroke-width:20;stroke-dasharray:.78 .22}.bars .operational{stroke:var(--day)}.bars .major{stroke:var(--major)}.bars .partial{stroke:var(--partial);stroke-width:15}.bars .degraded{stroke:var(--degraded);stroke-width:10}.bars .maintenance{stroke:var(--maintenance)}',
  '.scale{display:block;width:100%;height:20px;overflow:visible;font-size:12px;fill:var(--ink3);color:var(--axis)}',
  '.legend{display:flex;flex-wrap:wrap;gap:6px 20px;padding:12px 0;color:var(--ink2);font-size:14px}.legend span{display:inline-flex;align-items:center;gap:6px}.legend .i{width:12px;height:12px}',
  '.months{padding-bottom:40px}.months>h3{padding:14px 0 2px;color:var(--ink2)}.months article{padding:10px 0;border-top:1px solid var(--line)}',
  'footer{border-top:1px solid var(--line);color:var(--ink2);font-size:14px}footer .w{padding-top:14px;padding-bottom:28px}',
  '@media(max-width:560px){.what,.wide{display:none}.zone{order:3;width:100%;margin:0}.go{margin-left:auto}dl>div{grid-template-columns:1fr;gap:2px}}',
  '@media(forced-colors:active){.i,.bars path{forced-color-adjust:none}}',
].join('');
