export { type Sampled, acrossRange, largestOf } from './choose.js';
export { type ChannelStatistics, LEVELS, channelStatistics, quantile } from './statistics.js';
