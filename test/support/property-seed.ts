import { configureGlobal } from 'fast-check';

/** Properties start from one seed, so that a run can be trusted; PROPERTY_SEED=n looks elsewhere, and failures print their seed. */
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) });
