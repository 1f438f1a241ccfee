import {
  type ComponentType,
  createElement,
  lazy,
  type LazyExoticComponent,
  Suspense,
  useEffect,
} from 'react';
import { featureOf, features } from '#renderer/features/registry.ts';
import { useRouteStore } from '#renderer/stores/route-store.ts';
import { WaitNote } from '#renderer/ui/wait-note.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import styles from './view-frame.module.css';

const views = new Map<string, LazyExoticComponent<ComponentType>>(
  features.map((feature) => [feature.id, lazy(async () => ({ default: await feature.load() }))]),
);

/** The view of the current address, loaded when it is first shown. A failure stays inside its view. */
export function ViewFrame() {
  const { view: name, subject } = useRouteStore((state) => state.route);
  const feature = featureOf(name);
  const title = [subject, feature.label, 'Figscope'].filter((part) => part !== undefined).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
  const view = views.get(feature.id);
  return (
    <div className={styles.frame}>
      <ErrorBoundary key={feature.id} title={`${feature.label} failed`}>
        <Suspense
          fallback={
            <div className={styles.wait}>
              <WaitNote what={`Loading ${feature.label}`} />
            </div>
          }
        >
          {view && createElement(view)}
        </Suspense>
      </ErrorBoundary>
    </div>
  );
}
