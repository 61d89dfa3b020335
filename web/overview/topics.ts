/** Topics that make Now old: nearly all of them. */
export const nowTopics = [
  'now',
  'alerts',
  'pages',
  'incidents',
  'incident:*',
  'oncall',
  'settings',
  'status',
  'changes',
  'services',
];
