/**
 * TensorFlow's libraries for this machine: found, fetched, proven, connected to tfjs-node, tried, and only then put in
 * their place. Everything up to there lies in a folder of its own, and the next attempt goes on with it.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { buildBinding, findCompiler } from './build-binding.ts';
import {
  findTensorFlow,
  folderBytes,
  type Manifest,
  type TensorFlowInstallation,
  unfinishedFolder,
} from './installation.ts';
import { bindingFile, installationName, manifestFile, tensorFlowVersion } from './layout.ts';
import { hasNvidiaDevice } from './nvidia-devices.ts';
import { tryLoading } from './try-loading.ts';
import { compareVersions, type Machine, type WheelNeed, wheelSet } from './wheel-set.ts';
import { fetchWheel, planWheel, type WheelPlan } from './wheels/fetch-wheel.ts';
import { findWheels, type WheelOrigin } from './wheels/find-wheels.ts';
