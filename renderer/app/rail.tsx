import { type Feature, featureOf, features } from '#renderer/features/registry.ts';
import { isActive, useJobsStore } from '#renderer/stores/jobs-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { useRouteStore } from '#renderer/stores/route-store.ts';
import { Icon } from '#renderer/ui/icon.tsx';
import { Logo } from '#renderer/ui/logo.tsx';
import { Tooltip } from '#renderer/ui/tooltip.tsx';
import { VisuallyHidden } from '#renderer/ui/visually-hidden.tsx';
import styles from './rail.module.css';

/** The ways into the features, at the left edge. */
export function Rail() {
  const view = useRouteStore((state) => state.route.view);
  const current = featureOf(view);
  const lit = current.under ?? current.id;
  const running = useJobsStore(
    (state) => state.jobs?.filter((job) => isActive(job) && job.state !== 'paused').length ?? 0,
  );
  const item = (feature: Feature) => (
    <Tooltip key={feature.id} label={feature.label} keys={feature.key} side="right">
      <a
        className={styles.item}
        href={linkTo(feature.id)}
        aria-current={feature.id === lit ? 'page' : undefined}
      >
        <Icon of={feature.icon} size={19} />
        {feature.label}
        {feature.id === 'jobs' && running > 0 && (
          <span className={styles.count}>
            {running}
            <VisuallyHidden> running</VisuallyHidden>
          </span>
        )}
      </a>
    </Tooltip>
  );
  const onRail = features.filter((feature) => feature.key !== undefined);
  return (
    <nav className={styles.rail} aria-label="Views">
      <span className={styles.logo}>
        <Logo />
      </span>
      {onRail.filter((feature) => feature.place !== 'bottom').map(item)}
      <span className={styles.gap} />
      {onRail.filter((feature) => feature.place === 'bottom').map(item)}
    </nav>
  );
}
