import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const pine: MantineColorsTuple = ['#eaf5f1', '#d3e8e1', '#a5d1c3', '#76baa5', '#50a68b', '#38967a', '#2a8168', '#1d6858', '#175347', '#0f3d34'];
const amber: MantineColorsTuple = ['#fff6e3', '#fdeaca', '#f8d397', '#f3bb60', '#f0a733', '#ee9a17', '#d98607', '#b96f00', '#955900', '#6f4200'];
const clay: MantineColorsTuple = ['#fdefec', '#f6ddd8', '#eab8ae', '#de9182', '#d4705d', '#ce5a45', '#c24a35', '#a93d2a', '#8c3223', '#6c271c'];
const stone: MantineColorsTuple = ['#f6f5f1', '#eceae3', '#dedbd1', '#c9c5b8', '#a5a195', '#7d7b72', '#5e5d56', '#45453f', '#2f302c', '#1d1e1b'];
const dark: MantineColorsTuple = ['#e4e8e6', '#b4bdba', '#8b9693', '#66716e', '#3c4644', '#2b3433', '#1f2726', '#182020', '#111717', '#0b1010'];

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  colors: { pine, amber, clay, stone, dark, red: clay, yellow: amber, gray: stone },
  fontFamily: "ui-sans-serif, system-ui, 'Segoe UI', 'Noto Sans', 'Helvetica Neue', Arial, 'PingFang SC', 'Noto Sans CJK SC', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, monospace",
  headings: { fontWeight: '640', sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.25' }, h2: { fontSize: '1.2rem' }, h3: { fontSize: '1rem' } } },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '9px', lg: '14px', xl: '22px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { fw: 580 } },
    TextInput: { defaultProps: { size: 'md', withAsterisk: false } },
    PasswordInput: { defaultProps: { size: 'md', withAsterisk: false } },
    Textarea: { defaultProps: { withAsterisk: false } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
  },
});

export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f5f1',
    '--mantine-color-text': '#20231f',
    '--mantine-color-dimmed': '#65665e',
    '--vd-card': '#ffffff',
    '--vd-line': '#e3e0d7',
    '--vd-rail': '#efede6',
    '--vd-rail-active': '#ffffff',
    '--vd-accent': '#1d6858',
    '--vd-ok': '#2a8168',
    '--vd-warn': '#b96f00',
    '--vd-bad': '#a93d2a',
  },
  dark: {
    '--mantine-color-body': '#0f1515',
    '--mantine-color-text': '#e4e8e6',
    '--mantine-color-dimmed': '#97a29f',
    '--vd-card': '#172020',
    '--vd-line': '#273130',
    '--vd-rail': '#121919',
    '--vd-rail-active': '#1e2928',
    '--vd-accent': '#63bfa5',
    '--vd-ok': '#50b192',
    '--vd-warn': '#f0b04a',
    '--vd-bad': '#e5826f',
  },
});
